import { beforeEach, describe, expect, it, vi } from 'vitest'
import { showPaper } from '@/platform/paper'
import { pageFor } from '@/rooms'
import { lectureAt, LECTURES, sessionAt } from '@/rooms/lectures'
import { store, uniFake } from './phone'

type Act = () => void
const played: unknown[][] = []
const on: Record<string, Act> = {}
const sound = {
  currentTime: 0,
  startTime: 0,
  title: '',
  set src(address: string) { played.push(['src', address, this.title, this.startTime]); on.Play!() },
  play: () => { played.push(['play']); on.Play!() },
  pause: () => { played.push(['pause']); on.Pause!() },
  seek: (second: number) => played.push(['seek', second]),
  ...Object.fromEntries(['Play', 'Pause', 'Stop', 'Ended', 'Error', 'TimeUpdate'].map((event) => [`on${event}`, (act: Act) => { on[event] = act }])),
}
const lecture = (code: string) => ({ code, title: '青石板桥', from: '赵老师', address: `https://linli.test/recordings/${code}/` })

beforeEach(() => {
  played.length = 0
  vi.resetModules()
  vi.stubGlobal('uni', { ...uniFake, getBackgroundAudioManager: () => sound })
})

describe('a recording', () => {
  it('plays on in the background, stops, and goes on where it was', async () => {
    const { listen, playing, at, reached } = await import('@/lib/listening')
    listen(lecture('l1'))
    expect(played).toEqual([['src', 'https://linli.test/recordings/l1/', '青石板桥', 0]])
    sound.currentTime = 42
    on.TimeUpdate!()
    expect([at.value, reached('l1'), playing.value]).toEqual([42, 42, true])
    listen(lecture('l1'))
    expect([played.at(-1), playing.value]).toEqual([['pause'], false])
    listen(lecture('l1'))
    expect(played.at(-1)).toEqual(['play'])
    listen(lecture('l1'), 65)
    expect(played.at(-1)).toEqual(['seek', 65])
    listen(lecture('l1'))
    listen(lecture('l1'), 70)
    expect(played.slice(-2)).toEqual([['seek', 70], ['play']])
    listen(lecture('l2'), 5)
    expect(played.at(-1)).toEqual(['src', 'https://linli.test/recordings/l2/', '青石板桥', 5])
  })
  it('is taken up again after the program was closed', async () => {
    store['linli.heard.l1'] = '33'
    const { listen, reached } = await import('@/lib/listening')
    expect([reached('l1'), reached('l9')]).toEqual([33, 0])
    listen(lecture('l1'))
    expect(played[0]!.at(-1)).toBe(33)
  })
  it('says that it did not play', async () => {
    const { listen, broken, playing } = await import('@/lib/listening')
    listen(lecture('l1'))
    on.Error!()
    expect([broken.value, playing.value]).toEqual([true, false])
    listen(lecture('l1'))
    on.Ended!()
    expect([broken.value, playing.value]).toEqual([false, false])
  })
  it('knows its chapters', async () => {
    const { chapterAt, clock } = await import('@/lib/listening')
    const chapters = [{ at: 0 }, { at: 65 }]
    expect([chapterAt(chapters, 0), chapterAt(chapters, 64), chapterAt(chapters, 65), chapterAt([], 9)]).toEqual([0, 0, 1, -1])
    expect([clock(5), clock(200.7), clock(3800)]).toEqual(['0:05', '3:20', '1:03:20'])
  })
})

describe('a paper', () => {
  const loads = (statusCode: number) => ({ success }: { success: (answer: object) => void }) => success({ statusCode, tempFilePath: 'wxfile://p' })
  const fails = ({ fail }: { fail: () => void }) => fail()
  it('is loaded and opened, or says that it was not', async () => {
    const opens = vi.fn(({ success }: { success: () => void }) => success())
    vi.stubGlobal('uni', { ...uniFake, downloadFile: loads(200), openDocument: opens })
    expect(await showPaper('https://linli.test/p.pdf')).toBe(true)
    expect(opens.mock.calls[0]![0]).toMatchObject({ filePath: 'wxfile://p' })
    for (const [downloadFile, openDocument] of [[loads(404), opens], [fails, opens], [loads(200), fails]]) {
      vi.stubGlobal('uni', { ...uniFake, downloadFile, openDocument })
      expect(await showPaper('https://linli.test/p.pdf')).toBe(false)
    }
  })
})

describe('ways to lectures', () => {
  it.each([
    ['/lectures/', LECTURES],
    ['/lectures/stories/', LECTURES],
    ['/lectures/stories/bridge/', lectureAt('bridge')],
    ['/sessions/r1/', sessionAt('r1')],
  ])('%s', (url, page) => expect(pageFor({ url })).toBe(page))
})
