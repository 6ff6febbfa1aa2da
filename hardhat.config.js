import { createRequire } from "node:module";
import { defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

export default defineConfig({
  paths: { sources: "./contracts" },
  solidity: {
    version: require("solc/package.json").version,
    // The compiler is the locked npm package: nothing is downloaded at build time.
    path: require.resolve("solc/soljson.js"),
    settings: {
      evmVersion: "paris",
      optimizer: { enabled: true, runs: 10000 },
      viaIR: true,
    },
  },
});
