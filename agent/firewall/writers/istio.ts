import type { Writer } from './writer.ts'

/** Istio's sidecar. */
export const istio: Writer = {
  name: 'Istio',
  chains: [{ name: /^ISTIO_/, about: "leads a pod's traffic through its sidecar" }],
}
