import { createRequire } from 'node:module'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// uni-app's own preprocessor first, so that tests see the code which WeChat gets.
process.env.UNI_PLATFORM ??= 'mp-weixin'
const { initPreContext, preJs, preHtml } = createRequire(import.meta.url)('@dcloudio/uni-cli-shared')
initPreContext(process.env.UNI_PLATFORM)

export default defineConfig({
  plugins: [
    {
      name: 'uni-ifdef',
      enforce: 'pre',
      transform: (code, id) =>
        /\.(ts|vue)(\?|$)/.test(id) && code.includes('#if')
          ? { code: preJs(id.includes('.vue') ? preHtml(code) : code), map: null }
          : undefined,
    },
    vue({ template: { compilerOptions: { isCustomElement: (tag) => /^(view|text|button|input|textarea|image|scroll-view|l-.*)$/.test(tag) } } }),
  ],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  test: {
    environment: 'happy-dom',
    include: ['tests/unit/**/*.test.ts'],
    setupFiles: ['tests/unit/phone.ts'],
    env: { VITE_SITE_URL: 'https://linli.test' },
    coverage: {
      provider: 'v8',
      include: ['src/lib/**', 'src/api/**', 'src/platform/**', 'src/rooms/**'],
      exclude: ['src/api/schema.d.ts', 'src/api/types.ts', 'src/rooms/room.ts'],
      reporter: ['text-summary'],
      thresholds: { lines: 85, functions: 85, branches: 85, statements: 85 },
    },
  },
})
