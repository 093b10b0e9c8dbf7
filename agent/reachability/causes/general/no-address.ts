import type { Cause } from '../cause.ts'

/** What is left where not even a packet could be made. */
export const noAddress: Cause = {
  id: 'no-address',
  layer: 'state',
  symptom: 'There is no address to which anything could be sent.',
  confirm: '`ip address` in the namespace shows no address but those of lo.',
  more: 'https://docs.docker.com/engine/network/',
  explain: ({ exchange, resolution, target, targetContainer }) => {
    if (exchange !== null || (resolution?.failure ?? null) !== null) return null
    const name = targetContainer?.name ?? target?.title ?? 'The destination'
    return {
      summary: `${name} has no address that others could send to.`,
      evidence:
        target === null ? [] : [{ where: target.title, fact: 'no address but those of lo', object: target.key }],
      remedy: ['# give it one: docker network connect NETWORK CONTAINER, or ip address add'],
    }
  },
}
