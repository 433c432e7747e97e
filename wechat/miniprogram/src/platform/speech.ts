/** Reading aloud with the browser's own voice; a mini-program has none without a plugin, so nothing is offered there. */
export const canSpeak: boolean = (() => {
  // #ifdef H5
  return typeof window !== 'undefined' && 'speechSynthesis' in window
  // #endif
  // #ifndef H5
  return false
  // #endif
})()

/** Calls `found` as soon as there is a Chinese voice; a browser without one never does. */
export function whenSpeakable(found: () => void): void {
  // #ifdef H5
  if (!canSpeak) return
  const look = (): boolean => window.speechSynthesis.getVoices().some((voice) => voice.lang.toLowerCase().startsWith('zh'))
  if (look()) found()
  else window.speechSynthesis.addEventListener?.('voiceschanged', () => look() && found())
  // #endif
  // #ifndef H5
  void found
  // #endif
}

export function speak(text: string, done: () => void): void {
  // #ifdef H5
  const spoken = new SpeechSynthesisUtterance(text)
  spoken.lang = 'zh-CN'
  spoken.rate = 0.9
  spoken.onend = spoken.onerror = done
  window.speechSynthesis.cancel()
  window.speechSynthesis.speak(spoken)
  // #endif
  // #ifndef H5
  void text
  done()
  // #endif
}

export function hush(): void {
  // #ifdef H5
  window.speechSynthesis.cancel()
  // #endif
}
