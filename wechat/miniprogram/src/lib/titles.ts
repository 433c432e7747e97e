import { onMounted, watch } from 'vue'
import { onShow } from '@dcloudio/uni-app'
import { sayLanguage } from '@/platform/phone'
import { language } from './words'

/** The bars' words by page: Chinese as pages.json has it, English beside it. */
export const TITLES: Record<string, { zh: string; en: string }> = {
  'pages/home/index': { zh: '邻里', en: 'Linli' },
  'pages/proposals/index': { zh: '提案', en: 'Proposals' },
  'pages/councils/index': { zh: '议事', en: 'Councils' },
  'pages/volunteers/index': { zh: '志愿', en: 'Volunteers' },
  'pages/me/index': { zh: '我的', en: 'Me' },
  'pages/notices/index': { zh: '通知', en: 'Notices' },
  'pages/open/index': { zh: '邻里', en: 'Linli' },
  'pages/scan/index': { zh: '登录电脑', en: 'Sign in on a computer' },
  'pages/out/index': { zh: '在网页里看', en: 'On the website' },
  'packages/proposals/contest/index': { zh: '提案大赛', en: 'Contest' },
  'packages/proposals/proposal/index': { zh: '提案', en: 'Proposal' },
  'packages/proposals/write/index': { zh: '写提案', en: 'Make a proposal' },
  'packages/proposals/state/index': { zh: '我的提案', en: 'My proposal' },
  'packages/proposals/vote/index': { zh: '投票', en: 'Vote' },
  'packages/proposals/result/index': { zh: '投票结果', en: 'Result' },
  'packages/proposals/versions/index': { zh: '修改记录', en: 'What changed' },
  'packages/proposals/delivery/index': { zh: '实施进展', en: 'Carrying it out' },
  'packages/proposals/authors/index': { zh: '和谁一起写', en: 'Write together' },
  'packages/proposals/join/index': { zh: '一起署名', en: 'Write together' },
  'packages/discussions/thread/index': { zh: '留言', en: 'Comments' },
  'packages/discussions/submission/index': { zh: '审核情况', en: 'What became of it' },
  'packages/rosters/roster/index': { zh: '报名', en: 'Places' },
  'packages/rosters/mine/index': { zh: '我的报名', en: 'My bookings' },
  'packages/rosters/list/index': { zh: '点名', en: 'The list' },
  'packages/volunteers/shift/index': { zh: '志愿班次', en: 'Shift' },
  'packages/volunteers/evening/index': { zh: '带队', en: 'Leading' },
  'packages/volunteers/hours/index': { zh: '我的志愿时长', en: 'My hours of service' },
  'packages/volunteers/certificate/index': { zh: '开具证明', en: 'A certificate' },
  'packages/volunteers/posts/index': { zh: '志愿岗位', en: 'Posts' },
  'packages/volunteers/post/index': { zh: '志愿岗位', en: 'Post' },
  'packages/volunteers/report/index': { zh: '报告隐患', en: 'Report a hazard' },
  'packages/volunteers/hazard/index': { zh: '隐患', en: 'Hazard' },
  'packages/lectures/list/index': { zh: '讲堂', en: 'Lectures' },
  'packages/lectures/lecture/index': { zh: '讲座', en: 'Lecture' },
  'packages/lectures/session/index': { zh: '讲座报名', en: 'Book a lecture' },
  'packages/councils/topic/index': { zh: '议题', en: 'Topic' },
  'packages/councils/convention/index': { zh: '居民公约', en: 'Convention' },
  'packages/search/find/index': { zh: '搜一搜', en: 'Search' },
  'packages/opinions/ask/index': { zh: '说说看法', en: 'What I think' },
  'packages/opinions/map/index': { zh: '意见图', en: 'Opinion map' },
  'packages/me/preferences/index': { zh: '通知设置', en: 'What to be told' },
  'packages/me/residence/index': { zh: '我的称呼和住址', en: 'My name and home' },
  'packages/me/consents/index': { zh: '隐私与授权', en: 'Privacy and consents' },
  'packages/me/terms/index': { zh: '授权说明', en: 'What I agree to' },
  'packages/me/data/index': { zh: '我的数据', en: 'My data' },
  'packages/places/directory/index': { zh: '街道与社区', en: 'Communities' },
  'packages/places/community/index': { zh: '社区', en: 'Community' },
  'packages/places/article/index': { zh: '身边事', en: 'News' },
}

/** The tabs in their order. */
export const TABS: { page: string; zh: string; en: string }[] = [
  { page: 'pages/home/index', zh: '首页', en: 'Home' },
  { page: 'pages/proposals/index', zh: '提案', en: 'Proposals' },
  { page: 'pages/councils/index', zh: '议事', en: 'Councils' },
  { page: 'pages/volunteers/index', zh: '志愿', en: 'Volunteers' },
  { page: 'pages/me/index', zh: '我的', en: 'Me' },
]

const inFront = (): string => getCurrentPages().at(-1)?.route ?? ''

/** Keep the bars of this page in the reader's language: WeChat lets only the page in front change them. */
export function useTitle(): void {
  const page = inFront()
  const say = (): void => {
    if (inFront() !== page || !TITLES[page]) return
    sayLanguage(language.value)
    uni.setNavigationBarTitle({ title: TITLES[page][language.value], fail: () => undefined })
    if (TABS.some((tab) => tab.page === page)) TABS.forEach((tab, index) => uni.setTabBarItem({ index, text: tab[language.value], fail: () => undefined }))
  }
  onMounted(say)
  onShow(say)
  watch(language, say)
}
