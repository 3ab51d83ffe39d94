/** Arrows between rooms. They bind code, not tests. Each rule says why. */
const room = (names) => `^src/(${names})/`
const code = { pathNot: '\\.test\\.ts$|\\.fixture\\.ts$' }

/** From these rooms only those rooms may be imported. */
const only = (from, to, comment) => ({
  name: `${from}-imports-${to.replaceAll('|', '-and-') || 'nothing'}`,
  severity: 'error',
  comment,
  from: { path: room(from), ...code },
  to: { path: '^src/', pathNot: room([from, ...to.split('|').filter(Boolean)].join('|')) },
})

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'What imports itself around a corner cannot be understood on its own.',
      from: { path: '^src/' },
      to: { circular: true },
    },
    only(
      'core',
      '',
      'A plan is pure: core knows no system, no language and no I/O, so that it can be trusted by reading it.',
    ),
    only('tenancy', 'core', 'The language is checked before any server is called, so it must not know how.'),
    only(
      'systems',
      'core',
      'Clients talk to servers and know no word of teams, so that they can be tried without any.',
    ),
    only(
      'kinds',
      'systems|tenancy|core',
      'A kind is hands: what orders, retries and decides is the engine, which kinds must not see.',
    ),
    only(
      'engine',
      'core',
      'The engine is handed kinds and clients, so that a kind added later needs no line in it.',
    ),
    only(
      'probes',
      'systems|tenancy|core',
      'Probes show what the servers do; with the kinds at hand they could believe what we meant to do.',
    ),
    only('sandbox', '', 'The sandbox imports nothing of ours, so it cannot share our mistakes.'),
    {
      name: 'no-siblings-across-systems',
      severity: 'error',
      comment:
        'Kinds of two systems meet in tenancy/names.ts and nowhere else, so that each can be read alone.',
      from: { path: '^src/kinds/(harbor|keycloak)/', ...code },
      to: { path: '^src/kinds/', pathNot: ['^src/kinds/$1/', '^src/kinds/define\\.ts$'] },
    },
    {
      name: 'no-sandbox-beyond-the-cli',
      severity: 'error',
      comment: 'Only the composition root starts the sandbox; whoever else knew it could come to rely on it.',
      from: { path: '^src/(?!cli|sandbox)', ...code },
      to: { path: '^src/sandbox/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js'] },
  },
}
