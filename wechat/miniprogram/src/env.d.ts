/// <reference types="vite/client" />
interface ImportMetaEnv {
  /** The site's address, such as https://linli.example.gov.cn; empty in a browser. */
  readonly VITE_SITE_URL?: string
}
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<{}, {}, any>
  export default component
}
