import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['harness/**/*.test.ts', 'reference-server/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
