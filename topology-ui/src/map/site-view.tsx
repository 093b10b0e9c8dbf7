import { memo, type ReactNode } from 'react'
import type { Placed, SiteBox } from '../layout/layout.ts'
import type { Device, Member, Publication } from '../picture/picture.ts'
import { words } from '../words.ts'
import { boxStyle } from './group-view.tsx'
import { HealthSign, Icon } from './icons.tsx'
import { partId, siteId } from './items.ts'
import { useItem } from './tree.ts'

/** The top of a site: the world, what leads there, the namespace itself, and what it publishes. */
export const SiteView = memo(({ box }: { readonly box: SiteBox }): ReactNode => {
  const { site, world, uplinks, host, devices, residents, ports, publications } = box
  return (
    <>
      {world === null ? null : <World id={partId(box, 'world')} box={world} />}
      {uplinks.map((uplink) => (
        <Uplink key={uplink.of.key} id={partId(box, uplink.of.key)} placed={uplink} />
      ))}
      <div className="host" role="presentation" data-role={site.role} style={boxStyle(host)} />
      <HostHeader box={box} />
      {devices.map((device) => (
        <DeviceLine key={device.of.key} id={partId(box, device.of.key)} placed={device} />
      ))}
      {residents.map((resident) => (
        <Resident key={resident.of.key} id={partId(box, resident.of.key)} placed={resident} />
      ))}
      {ports === null ? null : (
        <>
          <div className="ports" role="presentation" style={boxStyle(ports)}>
            <span className="ports-title">
              <Icon name="published" />
              {words.publishedPorts}
            </span>
            {ports.more > 0 ? <span className="ports-more">{words.more(ports.more, 0)}</span> : null}
          </div>
          {publications.map((publication) => (
            <PublicationLine key={publication.of.key} id={partId(box, publication.of.key)} placed={publication} />
          ))}
        </>
      )}
    </>
  )
})

const World = ({ id, box }: { readonly id: string; readonly box: Parameters<typeof boxStyle>[0] }): ReactNode => (
  <div {...useItem(id)} className="world" style={boxStyle(box)}>
    <Icon name="world" />
    <span className="title">{words.world}</span>
  </div>
)

const Uplink = ({ id, placed }: { readonly id: string; readonly placed: Placed<Device> }): ReactNode => {
  const { of: device } = placed
  return (
    <div {...useItem(id)} className="uplink" data-health={device.health} style={boxStyle(placed)}>
      <span className="line">
        <Icon name="device" />
        <bdi className="title">{device.name}</bdi> <span className="ifindex">if{device.ifindex}</span>
        <HealthSign health={device.health} />
      </span>
      <span className="line says">
        <bdi>{device.addresses[0] ?? device.type}</bdi>
      </span>
      <span className="line says">
        {device.gateways.length === 0 ? null : (
          <>
            {words.via} <bdi>{device.gateways[0]}</bdi>
          </>
        )}
      </span>
    </div>
  )
}

const HostHeader = ({ box }: { readonly box: SiteBox }): ReactNode => {
  const { site, host } = box
  return (
    <div {...useItem(siteId(box))} className="host-header" style={{ left: host.x, top: host.y, width: host.width }}>
      <Icon name={site.role === 'host' || site.role === 'engine' ? 'host' : 'namespace'} />
      <span className="heading">
        <bdi className="title">{site.title}</bdi>
        <span className="says">
          {site.says.map((text) => (
            <bdi key={text}>{text}</bdi>
          ))}
        </span>
      </span>
    </div>
  )
}

const DeviceLine = ({ id, placed }: { readonly id: string; readonly placed: Placed<Device> }): ReactNode => {
  const { of: device } = placed
  return (
    <div {...useItem(id)} className="line-item" data-health={device.health} style={boxStyle(placed)}>
      <Icon name="device" />
      <span className="names">
        <bdi className="name">{device.name}</bdi> <span className="ifindex">if{device.ifindex}</span>
      </span>
      <bdi className="address">{device.addresses[0] ?? device.type}</bdi>
      <HealthSign health={device.health} />
    </div>
  )
}

const Resident = ({ id, placed }: { readonly id: string; readonly placed: Placed<Member> }): ReactNode => {
  const { of: member } = placed
  return (
    <div {...useItem(id)} className="line-item resident" data-health={member.health} style={boxStyle(placed)}>
      <Icon name="container" />
      <span className="names">
        <bdi className="name">{member.name}</bdi>
      </span>
      <span className="elsewhere">{words.hostNetwork}</span>
      <HealthSign health={member.health} />
    </div>
  )
}

const PublicationLine = ({ id, placed }: { readonly id: string; readonly placed: Placed<Publication> }): ReactNode => {
  const { of: publication } = placed
  return (
    <div {...useItem(id)} className="publication" data-health={publication.health} style={boxStyle(placed)}>
      <bdi className="address">{publication.address}</bdi>
      <span className="arrow" aria-hidden="true">
        →
      </span>
      <bdi className="target">{publication.target}</bdi>
      <HealthSign health={publication.health} />
    </div>
  )
}
