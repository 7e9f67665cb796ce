import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { sharedKeys } from './shared-keys.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// oxlint-disable-next-line import/no-default-export -- the tool asks for one
export default defineConfig({
  root: here('.'),
  plugins: [react(), sharedKeys()],
  build: {
    outDir: here('../dist/dashboard'),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8620' } },
  logLevel: 'warn',
})
