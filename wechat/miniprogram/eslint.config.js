import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

const BROWSER = ['window', 'document', 'localStorage', 'sessionStorage', 'fetch', 'XMLHttpRequest', 'navigator', 'location']

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**', 'src/api/schema.d.ts', 'tools/mp-runner/**'] },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/essential'],
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
  { files: ['tools/**'], languageOptions: { globals: { console: 'readonly', process: 'readonly' } } },
  {
    files: ['src/**/*.vue', 'src/**/*.ts'],
    rules: {
      'vue/multi-word-component-names': 'off',
      'no-restricted-globals': ['error', ...BROWSER],
      'no-restricted-properties': [
        'error',
        { object: 'uni', property: 'request', message: 'use api() from @/api/client' },
        { object: 'uni', property: 'uploadFile', message: 'use upload() from @/api/client' },
        { object: 'uni', property: 'navigateTo', message: 'use go() from @/lib/go' },
      ],
    },
  },
  // What only one platform has stands between #ifdef and #endif in src/platform.
  { files: ['src/platform/*.ts'], rules: { 'no-restricted-globals': 'off', 'prefer-const': 'off' } },
  { files: ['src/api/transport.ts', 'src/lib/go.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['src/env.d.ts', 'vite.config.ts'], rules: { '@typescript-eslint/no-explicit-any': 'off', '@typescript-eslint/no-empty-object-type': 'off', '@typescript-eslint/triple-slash-reference': 'off' } },
)
