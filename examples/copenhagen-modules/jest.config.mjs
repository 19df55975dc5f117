const config = {
  testEnvironment: "jsdom",
  preset: "rollup-jest",
  transform: {
    "^.+.tsx?$": ["ts-jest", {}],
  },
  transformIgnorePatterns: ["node_modules/(?!(hc-jwt)/)"],
  setupFiles: ["<rootDir>/jest.setup.js"],
};

export default config;
