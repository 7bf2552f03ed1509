import { defineConfig } from 'vitest/config'

/** Folders whose tests need no database, no server and no second process: `npm run verify` runs these. */
const unitFolders = ['core', 'router', 'destinations', 'sandbox', 'toolchain']
const unit = unitFolders.map((folder) => `test/${folder}/**/*.test.ts`)

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: unit } },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: unit,
          globalSetup: 'test/support/postgres-setup.ts',
        },
      },
    ],
    // testcontainers asks a registry for its helper image and the bridge for its address; neither is needed here.
    env: { TESTCONTAINERS_RYUK_DISABLED: 'true', TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1' },
    // A shared machine of two cores: a slow answer is not a wrong one.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
