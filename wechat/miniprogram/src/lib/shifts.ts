import type { Schemas } from '@/api/client'
import type { Tone } from './contest'
import { toneOf } from './roster'
import { day } from './time'

export type Shift = Schemas['ShiftOut']

const DAY_MS = 86_400_000

/** The Monday so many weeks from `monday` (YYYY-MM-DD). */
export const weekFrom = (monday: string, weeks: number): string => new Date(Date.parse(`${monday}T00:00:00Z`) + weeks * 7 * DAY_MS).toISOString().slice(0, 10)

/** Shifts by day, in their order. */
export function byDay(shifts: Shift[]): { day: string; shifts: Shift[] }[] {
  const days = [...new Set(shifts.map((each) => day(each.starts_at)))]
  return days.map((name) => ({ day: name, shifts: shifts.filter((each) => day(each.starts_at) === name) }))
}

/** 19:00—20:30 on Shanghai's clocks. */
export function hours({ starts_at, ends_at }: { starts_at: string; ends_at: string }): string {
  const clock = (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(11, 16)
  return `${clock(starts_at)}—${clock(ends_at)}`
}

const PHASES: Record<Schemas['ShiftPhase'], Tone> = { coming: '', running: 'live', unconfirmed: 'wait', confirmed: 'done', missed: 'agate', called_off: 'agate' }

/** What stands beside a shift: the reader's own place, else where the shift stands. */
export function chipOf(shift: Shift): { label: string; tone: Tone } {
  if (shift.mine && shift.phase !== 'called_off') return { label: shift.mine.state_text, tone: toneOf(shift.mine.state) }
  return { label: shift.phase_text, tone: PHASES[shift.phase] }
}

/** What the tap itself asks for where it is missing. */
const ASKED = ['sign_in', 'verify']

/** What one tap on the board does: join or wait, give back, or nothing. */
export function tapOn(shift: Shift): 'join' | 'wait' | 'leave' | '' {
  if (shift.mine?.can_cancel) return 'leave'
  if (shift.mine || !(shift.joinable || ASKED.includes(shift.obstacle?.code ?? ''))) return ''
  return shift.seats.left ? 'join' : 'wait'
}
