import type { Writer } from './writer.ts'

/** Tailscale. */
export const tailscale: Writer = {
  name: 'Tailscale',
  chains: [
    { name: /^ts-input$/, about: 'what comes over the tailnet, and spoofed addresses of it' },
    { name: /^ts-forward$/, about: 'what is routed from the tailnet' },
    { name: /^ts-postrouting$/, about: 'masquerades for subnet routes' },
  ],
}
