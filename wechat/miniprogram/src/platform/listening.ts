/** A long recording that plays on while the reader does something else: in WeChat also when the phone is locked. */
export interface Listening {
  play: (what: { address: string; title: string; from: string; at: number }) => void
  pause: () => void
  resume: () => void
  seek: (seconds: number) => void
}

export interface Heard {
  playing: () => void
  stopped: () => void
  failed: () => void
  time: (seconds: number) => void
}

type Sound = Pick<UniApp.InnerAudioContext, 'src' | 'startTime' | 'currentTime' | 'play' | 'pause' | 'seek' | 'onPlay' | 'onPause' | 'onStop' | 'onEnded' | 'onError' | 'onTimeUpdate'>

function player(): Sound {
  // #ifdef MP-WEIXIN
  return uni.getBackgroundAudioManager() as unknown as Sound
  // #endif
  // #ifdef H5
  return uni.createInnerAudioContext()
  // #endif
}

/** The program's one long recording; what it does is told to `heard`. */
export function listening(heard: Heard): Listening {
  const sound = player()
  sound.onPlay(heard.playing)
  sound.onPause(heard.stopped)
  sound.onStop(heard.stopped)
  sound.onEnded(heard.stopped)
  sound.onError(heard.failed)
  sound.onTimeUpdate(() => heard.time(sound.currentTime || 0))
  return {
    play: ({ address, title, from, at }) => {
      sound.startTime = at
      // #ifdef MP-WEIXIN
      Object.assign(sound, { title, epname: from, singer: from })
      // #endif
      void title
      void from
      sound.src = address
      // #ifndef MP-WEIXIN
      sound.play()
      // #endif
    },
    pause: () => sound.pause(),
    resume: () => sound.play(),
    seek: (seconds) => sound.seek(seconds),
  }
}
