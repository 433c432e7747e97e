import { words } from '@/lib/words'

/** The screens of writing, in their order: each asks one thing, and each can be left unanswered. */
export const STEPS = ['what', 'problem', 'idea', 'where', 'photos', 'costs', 'check'] as const
export type StepName = (typeof STEPS)[number]

const OF: Record<string, StepName> = {
  title: 'what',
  category: 'what',
  problem: 'problem',
  idea: 'idea',
  community: 'where',
  place: 'where',
  costs: 'costs',
  photo: 'photos',
  voice: 'photos',
}

/** The screen on which an answer, by the API's name, is given; "check" for what belongs to none, such as the consent. */
export const stepOf = (answer: string): StepName => OF[answer] ?? 'check'

/** Where to go on: the first screen that misses something, else the last. */
export const firstOpen = (missing: string[]): StepName => STEPS.find((step) => missing.some((answer) => stepOf(answer) === step)) ?? 'check'

export const before = (step: StepName): StepName | null => STEPS[STEPS.indexOf(step) - 1] ?? null
export const after = (step: StepName): StepName => STEPS[STEPS.indexOf(step) + 1] ?? 'check'

export const questions = words<Record<StepName, { title: string; help: string }>>(
  {
    what: { title: '您想改变什么？', help: '一句短话就好，就像跟邻居说的那样。' },
    problem: { title: '那里有什么不方便？', help: '谁不方便，什么时候，多久一次？大白话最好。' },
    idea: { title: '您想怎么改？', help: '改好以后是什么样？怎么施工不用您操心。' },
    where: { title: '在哪里？', help: '写清楚，大家好去看看。' },
    photos: { title: '有照片吗？', help: '拍拍现在的样子。没有也没关系。' },
    costs: { title: '大概要花多少钱？', help: '大概的数就行，社区会和您一起细算。' },
    check: { title: '再看一遍', help: '' },
  },
  {
    what: { title: 'What would you like to change?', help: 'One short sentence, as you would say it to a neighbour.' },
    problem: { title: 'What troubles you there?', help: 'Who has this trouble, when, how often? Plain words are best.' },
    idea: { title: 'What do you suggest?', help: 'How should it be afterwards? You need not know how to build it.' },
    where: { title: 'Where is it?', help: 'So that people can go and look.' },
    photos: { title: 'Have you got a photo?', help: 'Of the place as it is now. You may leave this out.' },
    costs: { title: 'About how much will it cost?', help: 'A rough figure will do; the community works it out with you.' },
    check: { title: 'Look it over once more', help: '' },
  },
)
