import { pageWith } from '@/lib/go'
import type { Room } from './room'

const page = (name: string) => (code: string) => pageWith(`/packages/proposals/${name}/index`, { code })

/** Where a new proposal for a contest is written, or one that was begun is gone on with. */
export const writeIn = (contest: string): string => pageWith('/packages/proposals/write/index', { contest })

/** Where the author reads how their own proposal stands. */
export const stateOf = page('state')

/** How a winner is carried out. */
export const deliveryOf = page('delivery')

/** What a proposal said each time it was handed in. */
export const versionsOf = page('versions')

/** Who writes a proposal along with its author. */
export const authorsOf = page('authors')

/** What a link to write together leads to; `code` of the page is the link's secret. */
export const joinBy = page('join')

/** 幸福提案: contests, proposals, votes, results. */
export const proposals: Room = {
  name: 'proposals',
  ways: {
    contest: page('contest'),
    proposal: page('proposal'),
    draft: page('write'),
    vote: page('vote'),
    result: page('result'),
    delivery: page('delivery'),
  },
  paths: [
    { pattern: /^\/proposals\/write\/(\w+)\/authors\/$/, page: authorsOf },
    { pattern: /^\/proposals\/join\/(\w+)\/$/, page: joinBy },
    { pattern: /^\/proposals\/write\/(\w+)\//, page: page('write') },
    { pattern: /^\/proposals\/(\w+)\/new\/$/, page: writeIn },
    { pattern: /^\/proposals\/(\w+)\/vote\/$/, page: page('vote') },
    { pattern: /^\/proposals\/(\w+)\/result\/$/, page: page('result') },
    { pattern: /^\/proposals\/\w+\/(\w+)\/state\/$/, page: page('state') },
    { pattern: /^\/proposals\/\w+\/(\w+)\/(?:carry|co-author)\/$/, page: page('proposal') },
    { pattern: /^\/proposals\/\w+\/(\w+)\/delivery\/$/, page: page('delivery') },
    { pattern: /^\/proposals\/\w+\/(\w+)\/versions\/$/, page: versionsOf },
    { pattern: /^\/proposals\/(\w+)\/$/, page: page('contest') },
    { pattern: /^\/proposals\/\w+\/(\w+)\/$/, page: page('proposal') },
  ],
}
