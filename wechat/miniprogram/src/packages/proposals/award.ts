/** How winners are chosen, in plain words: by the contest's rule. */
import { words } from '@/lib/words'

const w = words(
  {
    greedy: '票多的先来：剩下的钱够办，就入选；不够，就跳过看下一件。票数一样，花钱少的在前；还一样，先提交的在前；再一样，抽签。',
    most: '票多的先来，钱用完为止。票数一样，花钱少的在前；还一样，先提交的在前；再一样，抽签。',
    points: '专家、居民评审、投票三方各给最多 100 分，按权重合成总分。分高的先来：剩下的钱够办，就入选；不够，就跳过看下一件。评分满五个的，去掉一个最高分和一个最低分。',
    shares: '每位投票人有同样多的份额，只用来计票，不向任何人收钱。支持者的份额合起来够造价的就入选，还付得起的支持者多的先来，用过的份额就没有了。剩下的钱按票数补选。',
  },
  {
    greedy:
      'Most votes first. What still fits the money left is chosen; what does not fit is passed over for the next. With as many votes the cheaper one comes first, then the one handed in earlier, then the lot.',
    most: 'Most votes first, until the money is used up. With as many votes the cheaper one comes first, then the one handed in earlier, then the lot.',
    points:
      'Experts, a jury of residents and the votes each give up to 100 points, weighed. Most points first; what still fits the money left is chosen, what does not is passed over. From five scores on, the highest and the lowest do not count.',
    shares:
      'Everybody who votes has an equal share of the money, for the counting only: nobody pays anything. What its supporters can pay for together is chosen, those with the most supporters who can still pay first; what they pay is gone from their shares. What is left goes by votes.',
  },
)

export function awardWords(rule: string): string {
  const known: Record<string, string> = {
    budget_greedy: w.value.greedy,
    budget_equal_shares: w.value.shares,
    composite: w.value.points,
  }
  return known[rule] ?? w.value.most
}
