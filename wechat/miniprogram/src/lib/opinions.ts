import type { Schemas } from '@/api/client'

type Shape = Schemas['MapShapeOut']
const [WIDTH, HEIGHT] = [360, 260]
const part = (of: number, whole: number): string => `${((100 * of) / whole).toFixed(2)}%`

/** A group's ellipse in a box as wide as 360 to 260, as a style. */
export const ellipse = ({ cx, cy, rx, ry, angle }: Shape): string =>
  `left:${part(cx - rx, WIDTH)};top:${part(cy - ry, HEIGHT)};width:${part(2 * rx, WIDTH)};height:${part(2 * ry, HEIGHT)};transform:rotate(${angle}deg)`

/** The middle of the ellipse. */
export const middle = ({ cx, cy }: Shape): string => `left:${part(cx, WIDTH)};top:${part(cy, HEIGHT)}`
