/** One line of the costs as typed. */
export interface Line {
  label: string
  amount: string
}
export interface SentLine {
  label: string
  amount_cny: string | null
}

const ORNAMENTS = /[，,\s元¥￥约]/g
const AMOUNT = /^(\d{1,10}(?:\.\d*)?|\.\d+)(万)?$/

/** 8000, 8,000 元, ¥8000 or 0.8万 as yuan; null for nothing, NaN for what is no amount. */
export function readAmount(text: string): number | null {
  const bare = text.replace(ORNAMENTS, '')
  if (!bare) return null
  const found = AMOUNT.exec(bare)
  return found ? Math.round(Number(found[1]) * (found[2] ? 10_000 : 1) * 100) / 100 : NaN
}

/** The first amount that cannot be read, as typed; "" where all can. */
export const unreadable = (lines: Line[]): string => lines.find((line) => Number.isNaN(readAmount(line.amount)))?.amount ?? ''

export const sentLines = (lines: Line[]): SentLine[] =>
  lines
    .map(({ label, amount }) => ({ label: label.trim(), yuan: readAmount(amount) }))
    .filter(({ label, yuan }) => label || yuan !== null)
    .map(({ label, yuan }) => ({ label, amount_cny: yuan === null ? null : yuan.toFixed(2) }))

export const total = (lines: Line[]): number => lines.reduce((sum, line) => sum + (readAmount(line.amount) || 0), 0)

/** What the API keeps, as it would be typed: 8000.00 is 8000. */
export const typed = (lines: SentLine[]): Line[] =>
  lines.map(({ label, amount_cny }) => ({ label, amount: amount_cny === null ? '' : String(Number(amount_cny)) }))
