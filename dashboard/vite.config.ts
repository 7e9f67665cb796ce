import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { sharedKeys } from './shared-keys.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// oxlint-disable-next-line import/no-default-export -- the tool asks for one
export default defineConfig({
  root: here('.'),
  plugins: [sharedKeys()],
  // ADR 0036.
  resolve: { alias: { 'react/jsx-runtime': 'preact/jsx-runtime', 'react/jsx-dev-runtime': 'preact/jsx-runtime', 'react-dom/client': 'preact/compat/client', 'react-dom': 'preact/compat', react: 'preact/compat' } },
  build: {
    outDir: here('../dist/dashboard'),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Libraries say "use client", which means nothing here.
    rolldownOptions: { checks: { moduleLevelDirective: false, pluginTimings: false } },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8620' } },
  logLevel: 'warn',
})
