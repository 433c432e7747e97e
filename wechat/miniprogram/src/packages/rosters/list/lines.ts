import type { Schemas } from '@/api/client'
import type { Tone } from '@/lib/contest'
import { toneOf } from '@/lib/roster'
import { words } from '@/lib/words'

/** A line of the list as it is shown. `unsent`: ticked on this phone alone so far. `act`: what one tap does now. */
export interface TickLine {
  code: string
  name: string
  size: number
  below: string
  chip: string
  tone: Tone
  here: boolean
  unsent: boolean
  act: 'tick' | 'untick' | 'admit' | 'confirm' | ''
}

const w = words(
  { ends: (digits: string) => `尾号 ${digits}`, children: (n: number) => `带 ${n} 个孩子`, unsent: '来了，还没传上去' },
  { ends: (digits: string) => `ends in ${digits}`, children: (n: number) => `with ${n} child${n === 1 ? '' : 'ren'}`, unsent: 'here, not sent yet' },
)
const ACTS: Record<Schemas['BookingState'], TickLine['act']> = { booked: 'tick', no_show: 'tick', attended: 'untick', waitlisted: 'admit', offered: 'confirm', cancelled: '' }

export function tickLines(lines: Schemas['LineOut'][], unsent: string[]): TickLine[] {
  return lines.map((line) => {
    const waits = unsent.includes(line.code) && line.state !== 'attended'
    return {
      code: line.code,
      name: line.name,
      size: line.size,
      below: [line.number_end && w.value.ends(line.number_end), line.children && w.value.children(line.children), line.channel_text].filter(Boolean).join(' · '),
      chip: waits ? w.value.unsent : line.state_text,
      tone: waits ? 'wait' : toneOf(line.state),
      here: waits || line.state === 'attended',
      unsent: waits,
      act: waits ? 'untick' : ACTS[line.state],
    }
  })
}
