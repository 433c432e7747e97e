export interface Player {
  play: (address: string) => void
  stop: () => void
  /** The page is left: nothing sounds any more. */
  end: () => void
}

/** One recording after another; `ended` comes at its end, `failed` where it cannot be played. */
export function player(ended: () => void, failed: () => void): Player {
  const sound = uni.createInnerAudioContext()
  sound.onEnded(ended)
  sound.onStop(ended)
  sound.onError(failed)
  return {
    play: (address) => {
      sound.src = address
      sound.play()
    },
    stop: () => sound.stop(),
    end: () => sound.destroy(),
  }
}
