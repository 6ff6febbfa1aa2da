#!/usr/bin/env node
// The locked solc of npm as a compiler for py-solc-x: standard JSON in, standard JSON out, and nothing else on stdout.
// solc's own command line prints a warning first.
import { readFileSync } from "node:fs";
import solc from "solc";

if (process.argv.includes("--version")) {
  console.log(`Version: ${solc.version()}`);
} else {
  process.stdout.write(solc.compile(readFileSync(0, "utf8")));
}
