import { ref } from 'vue'

/** Whether the last that we heard of the network was good: an answer, or the phone's word. */
export const online = ref(true)

export const heard = (): void => {
  online.value = true
}
export const lost = (): void => {
  online.value = false
}
