#!/usr/bin/env node
// check-drift.mjs: what is generated (API types, tokens) is what its source says now; ends with 1 otherwise.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'drift-'))
const generated = [
  ['src/api/schema.d.ts', 'npx', ['openapi-typescript', '../../openapi.json', '-o', join(folder, 'schema.d.ts')], 'npm run api:types'],
  ['src/styles/tokens.css', 'node', ['tools/tokens.mjs', '../../portal/core/static/core/tokens.css', join(folder, 'tokens.css')], 'npm run tokens'],
]
const stale = generated.filter(([file, command, args]) => {
  const made = spawnSync(command, args, { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  return readFileSync(file, 'utf8') !== readFileSync(join(folder, file.split('/').pop()), 'utf8')
})
for (const [file, , , mend] of stale) console.error(`${file} is not what its source says: ${mend}`)
if (stale.length) process.exit(1)
console.log(`ok: ${generated.length} generated files are current`)
