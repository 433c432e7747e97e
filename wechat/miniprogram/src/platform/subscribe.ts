export type Answers = Record<string, 'accept' | 'reject' | 'ban' | 'filter'>

/** WeChat's question about messages, at most three templates; only out of a tap. {} where it cannot be asked. */
export function askToSubscribe(templates: string[]): Promise<Answers> {
  // #ifdef MP-WEIXIN
  return new Promise((resolve) => {
    uni.requestSubscribeMessage({
      tmplIds: templates,
      success: (answer) => {
        const said = answer as unknown as Record<string, string>
        resolve(Object.fromEntries(templates.filter((id) => said[id]).map((id) => [id, said[id]])) as Answers)
      },
      fail: () => resolve({}), // the reader has switched messages off, or there are no such templates
    })
  })
  // #endif
  // #ifndef MP-WEIXIN
  void templates
  return Promise.resolve({})
  // #endif
}
