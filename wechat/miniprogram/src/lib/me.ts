import { computed, ref } from 'vue'
import { api, NoAnswer, type Me } from '@/api/client'
import { signedIn } from '@/api/session'
import { adoptElder, setElder } from './look'
import { keep, kept } from './storage'

/** Who is signed in, as the server said last; null for a visitor. */
export const me = ref<Me | null>(null)

/** Ask the server who this is. Their own type size is taken over where none was chosen on this phone. */
export async function loadMe(): Promise<Me | null> {
  if (!signedIn.value) {
    keepHome('')
    return (me.value = null)
  }
  me.value = await api('get', '/api/v1/me')
  keepHome(me.value.community?.slug ?? '')
  adoptElder(me.value.elder_mode)
  return me.value
}

/** Large type on or off, here at once and with the account, so that it follows the person to a new phone. */
export async function switchElder(on: boolean): Promise<void> {
  setElder(on)
  if (!signedIn.value) return
  try {
    me.value = await api('patch', '/api/v1/me', { body: { elder_mode: on } })
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error // offline it counts on this phone alone
  }
}

/** Some notices were read, or new ones came: `count` are unread now. */
export function noteUnread(count: number): void {
  if (me.value) me.value = { ...me.value, unread: count > 0 }
}

const looked = ref('')
const home = ref('')

/** The person's own community, known again without a network when the program starts. */
function keepHome(slug: string): void {
  if (slug === home.value) return
  home.value = slug
  keep('home', slug)
}

/** The community whose things come first: the one chosen on this phone, else the person's own; "" for the whole district. */
export const here = computed(() => looked.value || me.value?.community?.slug || home.value)

/** Put this community first from now on; "" goes back to the person's own. */
export function keepHere(slug: string): void {
  looked.value = slug
  keep('here', slug)
}

/** Take up what was chosen on this phone; called once when the program starts. */
export function takeUpHere(): void {
  looked.value = kept<string>('here') ?? ''
  home.value = kept<string>('home') ?? ''
}
