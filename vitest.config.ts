import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['harness/**/*.test.ts', 'reference-server/**/*.test.ts'],
          exclude: ['harness/e2e/**'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['harness/e2e/**/*.test.ts'],
          globalSetup: 'harness/e2e/compiled.ts',
          testTimeout: 180_000,
          // Processes, containers and a browser share few cores: what a crowded moment broke is tried once more.
          retry: 1,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
