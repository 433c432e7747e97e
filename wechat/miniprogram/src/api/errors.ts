/** The API's refusal: `code` for programs, `message` for people, `fields` says which part and why. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Record<string, string> = {},
  ) {
    super(message)
  }

  /** Somebody has to sign in first. */
  get needsSignIn(): boolean {
    return this.status === 401
  }

  /** The person is known, but phone or home is not confirmed yet. */
  get needsProof(): boolean {
    return this.code === 'verify'
  }
}

/** No answer came: the phone is offline, the server is away, or it was too slow. Whether a write happened is unknown. */
export class NoAnswer extends Error {
  constructor(reason: string) {
    super(reason)
  }
}

/** What a refusal body says, in the one form of the API; a page from a proxy is none. */
export function refusal(status: number, data: unknown): ApiError | NoAnswer {
  if (typeof data === 'object' && data !== null && 'code' in data && 'message' in data) {
    const { code, message, fields } = data as { code: string; message: string; fields?: Record<string, string> }
    return new ApiError(status, code, message, fields)
  }
  return status >= 500 || status === 429 ? new NoAnswer(`HTTP ${status}`) : new ApiError(status, 'unreadable', '')
}
