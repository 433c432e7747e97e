/** Times as the site writes them, always those of Shanghai, whatever the phone is set to. */
import { language } from './words'

const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000
const WEEKDAYS = { zh: ['日', '一', '二', '三', '四', '五', '六'], en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] }
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The parts of a moment on Shanghai's clocks; iOS reads ISO 8601 with a zone, and so does everything else. */
function shanghai(at: number) {
  const there = new Date(at + SHANGHAI_MS)
  return {
    year: there.getUTCFullYear(),
    month: there.getUTCMonth(),
    date: there.getUTCDate(),
    weekday: there.getUTCDay(),
    time: `${String(there.getUTCHours()).padStart(2, '0')}:${String(there.getUTCMinutes()).padStart(2, '0')}`,
    midnight: there.getUTCHours() === 0 && there.getUTCMinutes() === 0,
    day: Math.floor((at + SHANGHAI_MS) / DAY_MS),
  }
}

/** 11月24日（周二）19:00; with the year where it is another. */
export function moment(iso: string, now: number = Date.now()): string {
  const at = shanghai(Date.parse(iso))
  return `${day(iso, now)}${language.value === 'en' ? ', ' : ''}${at.time}`
}

/** 11月24日（周二）. */
export function day(iso: string, now: number = Date.now()): string {
  const { weekday } = shanghai(Date.parse(iso))
  return language.value === 'en' ? `${WEEKDAYS.en[weekday]} ${date(iso, now)}` : `${date(iso, now)}（周${WEEKDAYS.zh[weekday]}）`
}

/** 11月24日. */
export function date(iso: string, now: number = Date.now()): string {
  const at = shanghai(Date.parse(iso))
  const same = at.year === shanghai(now).year
  if (language.value === 'en') return `${at.date} ${MONTHS[at.month]}${same ? '' : ` ${at.year}`}`
  return `${same ? '' : `${at.year}年`}${at.month + 1}月${at.date}日`
}

/** The end of a half-open span as people say it: a midnight is 24:00 of the day before. */
export function until(iso: string, now: number = Date.now()): string {
  const at = shanghai(Date.parse(iso))
  if (!at.midnight) return moment(iso, now)
  const before = new Date(Date.parse(iso) - 1).toISOString()
  return `${day(before, now)}${language.value === 'en' ? ', ' : ''}24:00`
}

/** 刚刚, 5 分钟前, 3 小时前, 昨天, then the day. */
export function ago(iso: string, now: number = Date.now()): string {
  const at = Date.parse(iso)
  const minutes = Math.floor((now - at) / 60_000)
  const english = language.value === 'en'
  if (minutes < 1) return english ? 'just now' : '刚刚'
  if (minutes < 60) return english ? `${minutes} min ago` : `${minutes} 分钟前`
  const days = shanghai(now).day - shanghai(at).day
  if (days === 0) return english ? `${Math.floor(minutes / 60)} h ago` : `${Math.floor(minutes / 60)} 小时前`
  if (days === 1) return english ? 'yesterday' : '昨天'
  return day(iso, now)
}
