import { watch } from 'vue'
import { onPullDownRefresh, onShow } from '@dcloudio/uni-app'
import { signedIn } from '@/api/session'
import { language } from './words'

/**
 * A page of one's own: read each time it comes to the front, is pulled down, somebody signs in on it, or reads it in
 * another language. `again` false: coming back to it does not read it anew, so that a long list stays where it was.
 */
export function useMine(load: () => Promise<void>, again: () => boolean = () => true): void {
  const read = async (): Promise<void> => {
    if (signedIn.value) await load()
  }
  onShow(() => void (again() && read()))
  onPullDownRefresh(() => void read().finally(() => uni.stopPullDownRefresh()))
  watch([signedIn, language], () => void read())
}
