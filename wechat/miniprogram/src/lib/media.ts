import { SITE } from '@/config'
import { origin } from '@/platform/site'

/** A picture's or recording's whole address; the API tells of those on its own site without the host. */
export const media = (address: string): string => (address.startsWith('/') ? (SITE || origin()) + address : address)
