import type { Container } from './record.ts'

/** A container of which only the identity is known: every other field says so. */
export const blankContainer = (identity: { id: string; runtime: string; name: string }): Container => ({
  ...identity,
  image: '',
  imageId: '',
  state: 'unknown',
  pid: 0,
  networkMode: '',
  sandboxKey: '',
  createdAt: '',
  startedAt: '',
  finishedAt: '',
  exitCode: 0,
  oomKilled: false,
  restartCount: 0,
  restartPolicy: '',
  health: 'none',
  labels: {},
  hostname: '',
  ports: [],
  publishAllPorts: false,
  endpoints: [],
  links: [],
  limits: {},
  mounts: [],
  netns: null,
})
