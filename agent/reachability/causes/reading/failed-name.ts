import type { NameFailure, Resolution } from '../../names/names.ts'
import type { Finding } from '../cause.ts'

/** A name that gives no address: only where no packet was sent for that reason, or where nothing but the name is looked at. */
export const failedName = ({
  exchange,
  resolution,
}: Finding): (Resolution & { readonly failure: NameFailure }) | null =>
  exchange !== null || resolution === null || resolution.failure === null
    ? null
    : { ...resolution, failure: resolution.failure }

/** Who asks, in words. */
export const askerOf = ({ resolver: { container, space } }: Resolution): string => container?.name ?? space.title

/** The evidence that its resolv.conf gives. */
export const serversFact = (resolution: Resolution): { readonly where: string; readonly fact: string } => ({
  where: `/etc/resolv.conf of ${askerOf(resolution)}`,
  fact:
    (resolution.resolver.files.resolvConf?.nameservers ?? []).map((one) => `nameserver ${one}`).join('\n') ||
    'no nameserver',
})
