#!/usr/bin/env node
// check-mp.mjs DIR: would WeChat's developer tool take DIR? Manifest, pages, components, sizes, every WXML and WXSS through
// Tencent's compilers, no package that reaches into another's files, no request to a host that is not ours.
// The second WXML compiler runs in tools/mp-runner/pack.mjs. Ends with 1 and a line for each fault.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix } from 'node:path'

const AT_MOST = 1024 * 1024
const NO_REQUEST = /^(127\.0\.0\.1|localhost|www\.w3\.org|vuejs\.org|uniapp\.dcloud\.net\.cn)$/ // in comments and namespaces
const ours = process.env.VITE_SITE_URL ? new URL(process.env.VITE_SITE_URL).hostname : ''

const dir = process.argv[2]
const faults = []
const read = (file) => readFileSync(join(dir, file), 'utf8')
const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(dir, file)).isFile())
const app = JSON.parse(read('app.json'))
JSON.parse(read('project.config.json'))
const packages = (app.subPackages ?? app.subpackages ?? []).map((each) => ({ ...each, root: each.root.replace(/\/$/, '') }))
const pages = [...app.pages, ...packages.flatMap((each) => each.pages.map((page) => `${each.root}/${page}`))]
const packageOf = (file) => packages.find((each) => file.startsWith(`${each.root}/`))?.root ?? ''

for (const page of pages)
  for (const ending of ['.js', '.json', '.wxml']) if (!existsSync(join(dir, page + ending))) faults.push(`${page}${ending} is missing`)

for (const file of files.filter((each) => each.endsWith('.json')))
  for (const [tag, ref] of Object.entries(JSON.parse(read(file)).usingComponents ?? {})) {
    const target = ref.startsWith('/') ? ref.slice(1) : posix.join(dirname(file), ref)
    if (!existsSync(join(dir, `${target}.json`))) faults.push(`${file}: <${tag}> leads to ${ref}, which is not there`)
    if (packageOf(target) && packageOf(target) !== packageOf(file)) faults.push(`${file}: <${tag}> reaches into ${packageOf(target)}`)
  }

for (const file of files.filter((each) => each.endsWith('.js')))
  for (const [, ref] of read(file).matchAll(/require\(["'](\.[^"']+)["']\)/g)) {
    const target = packageOf(posix.join(dirname(file), ref))
    if (target && target !== packageOf(file)) faults.push(`${file}: requires ${ref} of ${target}, which may not be loaded yet`)
  }

const sizes = { main: 0, ...Object.fromEntries(packages.map((each) => [each.root, 0])) }
for (const file of files) sizes[packageOf(file) || 'main'] += statSync(join(dir, file)).size
for (const [name, size] of Object.entries(sizes)) if (size > AT_MOST) faults.push(`${name} has ${size} bytes, over 1 MiB`)

const compilers = join(
  dirname(createRequire(import.meta.url).resolve('miniprogram-compiler/package.json')),
  'bin',
  { linux: 'linux', darwin: 'mac' }[process.platform] ?? 'linux',
)
for (const [tool, endings, flags] of [
  ['wcc', /\.(wxml|wxs)$/, ['-d']],
  ['wcsc', /\.wxss$/, ['-lc']],
]) {
  chmodSync(join(compilers, tool), 0o755)
  const sources = files.filter((file) => endings.test(file)).map((file) => `./${file}`)
  const made = spawnSync(join(compilers, tool), [...flags, ...sources], { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (made.status !== 0) faults.push(`${tool}: ${(made.stderr || made.stdout || String(made.error)).trim().slice(0, 2000)}`)
}

for (const file of files.filter((each) => /\.(wxss|wxml|js)$/.test(each)))
  for (const [, host] of read(file).matchAll(/https?:\/\/([a-z0-9.-]+)/gi))
    if (!NO_REQUEST.test(host) && host !== ours) faults.push(`${file}: foreign host ${host}`)

if (faults.length) {
  console.error([...new Set(faults)].join('\n'))
  process.exit(1)
}
const told = Object.entries(sizes).map(([name, size]) => `${name} ${(size / 1024).toFixed(0)} KiB`)
console.log(`ok: ${pages.length} pages, ${files.length} files; ${told.join(', ')}`)
