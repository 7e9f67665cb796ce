import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// oxlint-disable-next-line import/no-default-export -- the tool asks for one
export default defineConfig({
  root: here('.'),
  plugins: [react()],
  build: {
    outDir: here('../dist/dashboard'),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // All pages in one file: a hundred small ones compress to 30 kB more. Charts and languages are loaded when they are shown.
    rolldownOptions: { checks: { pluginTimings: false, ineffectiveDynamicImport: false }, output: { codeSplitting: { groups: [{ name: 'parts', test: /dashboard\/src\/parts\/(?!chart-canvas)/ }, { name: 'pages', test: /dashboard\/src\/pages\// }] } } },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8620' } },
  logLevel: 'warn',
})
