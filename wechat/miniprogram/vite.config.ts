import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import uniPlugin from '@dcloudio/vite-plugin-uni'
import { defineConfig, type Plugin } from 'vite'

// @dcloudio/vite-plugin-uni is CommonJS: under "type": "module" its default export is nested.
const uni = ((uniPlugin as any).default ?? uniPlugin) as typeof uniPlugin

/** uni-app's browser runtime draws a page's edge with a picture from its vendor's host: drawn without it. */
function noForeignHosts(): Plugin {
  return {
    name: 'no-foreign-hosts',
    enforce: 'post',
    writeBundle({ dir }) {
      for (const name of readdirSync(dir!, { recursive: true, encoding: 'utf8' }).filter((each) => each.endsWith('.css'))) {
        const file = join(dir!, name)
        const css = readFileSync(file, 'utf8')
        const own = css.replace(/url\(["']?https:\/\/cdn\.dcloud\.net\.cn\/[^)]*\)/g, 'none')
        if (own !== css) writeFileSync(file, own)
      }
    },
  }
}

export default defineConfig({
  plugins: [uni(), noForeignHosts()],
  server: { port: 5173, proxy: { '^/(api|_allauth|accounts|demo|static|media|proposals|share|me|s)/': { target: process.env.SITE_URL ?? 'http://127.0.0.1:8000' } } },
  build: { sourcemap: false },
})
