#!/usr/bin/env node
// tokens.mjs FROM TO: the site's design tokens as the mini-program can use them. A mini-program has no :root and its rem
// is a twentieth of the screen, so the tokens hang on .linli and one rem becomes one --step, which the reader's type size sets.
import { readFileSync, writeFileSync } from 'node:fs'

const [from, to] = process.argv.slice(2)

export function translated(css) {
  return '/* Generated from portal/core/static/core/tokens.css by `npm run tokens`: change it there. */\n' + css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/:root:not\(\[data-scheme="light"\]\)/g, '.linli')
    .replace(/:root\[data-mode="elder"\]\s*\{\s*font-size:\s*125%;/g, '.linli.elder { --step: 20px;')
    .replace(/:root\s*\{/, '.linli { --step: 16px;')
    .replace(/(?<=[;{]\s*)color-scheme:[^;]+;/g, '')
    .replace(/(?<![\w.-])(-?\d*\.?\d+)rem\b/g, 'calc($1 * var(--step))')
    .trim() + '\n'
}

if (to) writeFileSync(to, translated(readFileSync(from, 'utf8')))
