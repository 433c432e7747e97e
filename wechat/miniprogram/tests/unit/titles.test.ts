import { readFileSync } from 'node:fs'
import { mount } from '@vue/test-utils'
import { nextTick } from 'vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { TABS, TITLES, useTitle } from '@/lib/titles'
import { language } from '@/lib/words'
import { uniFake } from './phone'

vi.mock('@dcloudio/uni-app', () => ({ onShow: () => undefined }))

interface Page { path: string; style: { navigationBarTitleText: string } }
const declared = JSON.parse(readFileSync('src/pages.json', 'utf8')) as {
  pages: Page[]
  subPackages: { root: string; pages: Page[] }[]
  tabBar: { list: { pagePath: string; text: string }[] }
}
const said: string[] = []

beforeEach(() => {
  said.length = 0
  language.value = 'zh'
  vi.stubGlobal('uni', {
    ...uniFake,
    setNavigationBarTitle: ({ title }: { title: string }) => said.push(title),
    setTabBarItem: ({ text }: { text: string }) => said.push(text),
  })
})

describe('the titles of pages', () => {
  it('are those of pages.json, and each has an English one', () => {
    const all = [...declared.pages, ...declared.subPackages.flatMap(({ root, pages }) => pages.map((page) => ({ ...page, path: `${root}/${page.path}` })))]
    expect(Object.fromEntries(all.map(({ path, style }) => [path, style.navigationBarTitleText]))).toEqual(
      Object.fromEntries(Object.entries(TITLES).map(([path, { zh }]) => [path, zh])),
    )
    expect(TABS.map(({ page, zh }) => ({ pagePath: page, text: zh }))).toEqual(declared.tabBar.list)
  })
  it('follow the language on the page in front alone', async () => {
    vi.stubGlobal('getCurrentPages', () => [{ route: 'pages/me/index' }])
    mount({ setup: useTitle, template: '<i />' })
    language.value = 'en'
    await nextTick()
    expect(said).toEqual(['我的', '首页', '提案', '议事', '志愿', '我的', 'Me', 'Home', 'Proposals', 'Councils', 'Volunteers', 'Me'])
    vi.stubGlobal('getCurrentPages', () => [{ route: 'pages/me/index' }, { route: 'pages/out/index' }])
    language.value = 'zh'
    await nextTick()
    expect(said).toHaveLength(12)
  })
})
