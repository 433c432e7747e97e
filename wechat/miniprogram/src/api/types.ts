import type { components, paths } from './schema'

export type Schemas = components['schemas']
export type Path = keyof paths & string
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

export type Operation<P extends Path, M extends Method> = M extends keyof paths[P] ? NonNullable<paths[P][M]> : never
type Json<T> = T extends { content: { 'application/json': infer B } } ? B : undefined
export type Answer<T> = T extends { responses: infer R }
  ? R extends { 200: infer A } ? Json<A> : R extends { 201: infer B } ? Json<B> : undefined
  : never
type Body<T> = T extends { requestBody?: infer R } ? Json<NonNullable<R>> : undefined
type Params<T, K extends 'path' | 'query'> = T extends { parameters: infer P } ? K extends keyof P ? P[K] : undefined : undefined

/** What one call takes: `key` makes a write that is sent again with it the same write (`Idempotency-Key`). */
export interface Call<T> {
  path?: Params<T, 'path'>
  query?: Params<T, 'query'>
  body?: Body<T>
  key?: string
}
