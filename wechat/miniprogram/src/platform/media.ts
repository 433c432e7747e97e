import { mayUsePersonal } from './privacy'

/** Pictures that the reader chose or took, as paths on the phone, made smaller by WeChat; [] where they thought better of it. */
export async function choosePictures(atMost: number): Promise<string[]> {
  if (!(await mayUsePersonal())) return []
  return new Promise((resolve) => {
    // #ifdef MP-WEIXIN
    uni.chooseMedia({
      count: atMost,
      mediaType: ['image'],
      sizeType: ['compressed'],
      success: ({ tempFiles }) => resolve(tempFiles.map((file) => file.tempFilePath)),
      fail: () => resolve([]),
    })
    // #endif
    // #ifndef MP-WEIXIN
    uni.chooseImage({
      count: atMost,
      success: ({ tempFilePaths }) => resolve([tempFilePaths].flat()),
      fail: () => resolve([]),
    })
    // #endif
  })
}

export interface Recording {
  file: string
  seconds: number
}

/** Whether a voice can be recorded here. */
export const canRecord: boolean = (() => {
  // #ifdef MP-WEIXIN
  return true
  // #endif
  // #ifndef MP-WEIXIN
  return false
  // #endif
})()

/** Record until `stop` or `seconds`; resolves with the recording, null where the reader refused the microphone. */
export function record(seconds: number): { done: Promise<Recording | null>; stop: () => void } {
  // #ifdef MP-WEIXIN
  const recorder = uni.getRecorderManager()
  const done = new Promise<Recording | null>((resolve) => {
    recorder.onStop((made: { tempFilePath: string; duration?: number }) =>
      resolve({ file: made.tempFilePath, seconds: Math.max(1, Math.round((made.duration ?? 1000) / 1000)) }),
    )
    recorder.onError(() => resolve(null))
  })
  recorder.start({ duration: seconds * 1000, format: 'mp3', sampleRate: 16_000, numberOfChannels: 1, encodeBitRate: 48_000 })
  return { done, stop: () => recorder.stop() }
  // #endif
  // #ifndef MP-WEIXIN
  void seconds
  return { done: Promise.resolve(null), stop: () => undefined }
  // #endif
}
