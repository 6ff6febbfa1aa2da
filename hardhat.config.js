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
