import { createRequire } from "node:module";
import { defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

export default defineConfig({
  paths: {
    sources: "./contracts",
    tests: { solidity: "./tests/contracts" },
    artifacts: "./build/hardhat/artifacts",
    cache: "./build/hardhat/cache",
  },
  test: {
    solidity: {
      fsPermissions: { readDirectory: ["./tests/vectors"] },
      // The seed of the random cases is fixed by the test runner: a failure comes again.
      invariant: { runs: 24, depth: 120, failOnRevert: true },
    },
  },
  solidity: {
    version: require("solc/package.json").version,
    // The compiler is the locked npm package: nothing is downloaded at build time.
    path: require.resolve("solc/soljson.js"),
    settings: {
      // The last fork that every engine we run on shares.
      evmVersion: "paris",
      optimizer: { enabled: true, runs: 10000 },
      viaIR: true,
      // A code hash stands for what runs: a comment or a file name does not change it.
      metadata: { bytecodeHash: "none" },
    },
  },
});
