import { pageWith } from '@/lib/go'
import { words } from '@/lib/words'
import type { Room } from './room'

const at = (name: string) => `/packages/me/${name}/index`

/** 我的: notices, home, consents, data. */
export const me: Room = {
  name: 'me',
  ways: { notice: (code) => pageWith('/pages/notices/index', { code }) },
  paths: [
    { pattern: /^\/me\/$/, page: () => '/pages/me/index' },
    { pattern: /^\/me\/notices\/$/, page: () => '/pages/notices/index' },
    { pattern: /^\/me\/notices\/preferences\/$/, page: () => at('preferences') },
    { pattern: /^\/me\/(?:residence|alias|welcome)\//, page: () => at('residence') },
    { pattern: /^\/me\/consents\//, page: () => at('consents') },
    { pattern: /^\/consents\/(\w+)\/$/, page: (kind) => pageWith(at('terms'), { kind }) },
    { pattern: /^\/me\/data\//, page: () => at('data') },
  ],
  mine: [
    { label: words({ label: '通知' }, { label: 'Notices' }), page: '/pages/notices/index' },
    { label: words({ label: '通知设置' }, { label: 'What to be told' }), page: at('preferences') },
    { label: words({ label: '我的称呼和住址' }, { label: 'My name and home' }), page: at('residence') },
    { label: words({ label: '隐私与授权' }, { label: 'Privacy and consents' }), page: at('consents') },
    { label: words({ label: '我的数据' }, { label: 'My data' }), page: at('data') },
  ],
}
