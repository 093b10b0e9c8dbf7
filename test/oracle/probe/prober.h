/* What the parts of the prober share. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SPACES = 4096, WORLDS = 512, LISTENERS = 16384, PROBES = 65536, LINKS = 32 };

/* A namespace, with netlink sockets that were opened in it. `trace` is -1 while nobody wants traces. */
struct space {
  int used, world, net, route, nf, trace;
  int known;
  int bridges[LINKS], bridge_count, tunnels[LINKS], tunnel_count;
};

enum kind { LISTENER_TCP, LISTENER_UDP, ACCEPTED, PROBE };
struct handle { enum kind kind; int fd, world; };

union address { struct sockaddr any; struct sockaddr_in v4; struct sockaddr_in6 v6; };

extern struct space spaces[SPACES];

extern int queue;

/* main.c: every socket belongs to the namespace that was entered last */
void die(const char *what);
void enter(int space);
int is_of_other_probe(int source_port, int probe);

/* serve.c */
socklen_t parse(const char *text, int port, union address *address);
void watch(struct handle *handle, uint32_t events);
void set(int fd, int level, int option, int value);
void without_linger(int fd);
void listen_at(int space, const char *protocol, const char *text, int port, const char *device, int v6only);
void server_event(struct handle *handle);
void drop_listeners(void);

/* forget.c: makes the namespaces of a world forget learned neighbours, ports and connections; -1: all worlds */
void forget_world(int world);

/* trace.c: opens what the kernel tells of traced packets, and prints what came since for the namespaces of a world;
   of probe -1 nothing is printed */
void open_trace(struct space *space);
void print_traces(int world, int probe);
