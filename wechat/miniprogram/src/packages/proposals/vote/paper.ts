/** What the ballot paper shows, worked out from the API's answers. */
import type { Schemas } from '@/api/client'
import { media } from '@/lib/media'
import { cny } from '@/lib/money'
import { language, words } from '@/lib/words'
import { byOption, type Card } from './cards'

export type PollOption = Schemas['PollOptionOut']

/** One option. `proposal` is "" where nothing can be opened; `gone`: it was taken out, the vote for it can be taken back. */
export interface Row {
  option: string
  proposal: string
  title: string
  photo: string
  text: string
  chosen: boolean
  gone: boolean
}

const w = words({ about: '约 ', gone: '一件已撤下的提案' }, { about: 'about ', gone: 'A proposal that was taken out' })

/** The options in the order of `options`, which the server draws for each voter; taken out ones only where they were chosen. */
export function rowsOf(options: PollOption[], cards: Card[], chosen: string[]): Row[] {
  const found = byOption(cards)
  return options
    .map((option) => row(option, found.get(option.code), chosen.includes(option.code)))
    .filter((each) => each.chosen || !each.gone)
}

function row(option: PollOption, card: Card | undefined, chosen: boolean): Row {
  const cost = w.value.about + cny(option.cost_cny)
  return {
    option: option.code,
    proposal: option.withdrawn ? '' : (card?.code ?? ''),
    title: option.withdrawn ? w.value.gone : option.title,
    photo: card?.photo && !option.withdrawn ? media(card.photo) : '',
    text: option.withdrawn ? '' : [card?.community?.title, cost, card?.category?.title].filter(Boolean).join(' · '),
    chosen,
    gone: option.withdrawn,
  }
}

/** Those of `rows` that say all the words of `typed` somewhere. */
export function matching(rows: Row[], typed: string): Row[] {
  const parts = typed.trim().toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((each) => parts.every((part) => `${each.title} ${each.text}`.toLowerCase().includes(part)))
}

/** How long it still is until `iso`, in two parts at most: 2 天 5 小时; "" once it is over. */
export function timeLeft(iso: string, now: number): string {
  const minutes = Math.ceil((Date.parse(iso) - now) / 60_000)
  if (minutes <= 0) return ''
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  if (days) return parts([days, 'day'], [hours, 'hour'])
  if (hours) return parts([hours, 'hour'], [rest, 'minute'])
  return parts([rest, 'minute'])
}

const UNITS = { day: '天', hour: '小时', minute: '分钟' }

function parts(...given: [number, keyof typeof UNITS][]): string {
  const said = given.filter(([number]) => number > 0)
  if (language.value === 'en') return said.map(([number, unit]) => `${number} ${unit}${number === 1 ? '' : 's'}`).join(' ')
  return said.map(([number, unit]) => `${number} ${UNITS[unit]}`).join(' ')
}
