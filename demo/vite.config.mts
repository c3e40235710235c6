// Builds the pages of the frameworks, one at a time: `vite build --config demo/vite.config.mts --mode react`.
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig(({ mode: page }) => ({
  root: at(page),
  base: `/${page}/`,
  plugins: [page === 'react' ? react() : vue()],
  // The built package, as any application would use it.
  resolve: {
    alias: [
      { find: /^holdfast$/, replacement: at('../dist/holdfast.mjs') },
      { find: /^holdfast\/(\w+)$/, replacement: at('../dist/$1.mjs') },
    ],
  },
  logLevel: 'warn',
  build: { outDir: at(`dist/${page}`), emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
}))
