import { language } from './words'

/** An amount of the API, a decimal as text, as people read it: 3,000 元, 12.5 万元. */
export function cny(amount: string): string {
  const value = Number(amount)
  if (language.value === 'en') return `CNY ${grouped(value)}`
  if (value >= 100_000) return `${trimmed(value / 10_000)} 万元`
  return `${grouped(value)} 元`
}

const trimmed = (value: number): string => value.toFixed(2).replace(/\.?0+$/, '')
const grouped = (value: number): string => trimmed(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
