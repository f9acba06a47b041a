/* Publishes numbered messages with libmosquitto, as mosquitto_pub -l would: PORT TOPIC QOS COUNT SIZE. Ends when all are done. */
#include <mosquitto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int done, connected;

static void on_connect(struct mosquitto *m, void *o, int rc)
{
    connected = rc == 0 ? 1 : -1;
}

static void on_publish(struct mosquitto *m, void *o, int mid)
{
    done++;
}

int main(int argc, char **argv)
{
    int qos = atoi(argv[3]), count = atoi(argv[4]), size = atoi(argv[5]), sent = 0;
    char *payload = malloc(size + 1);
    struct mosquitto *m;
    mosquitto_lib_init();
    m = mosquitto_new(NULL, true, NULL);
    mosquitto_connect_callback_set(m, on_connect);
    mosquitto_publish_callback_set(m, on_publish);
    mosquitto_max_inflight_messages_set(m, 20);
    mosquitto_int_option(m, MOSQ_OPT_TCP_NODELAY, 1);
    if (mosquitto_connect(m, "127.0.0.1", atoi(argv[1]), 60)) return 1;
    while (!connected) if (mosquitto_loop(m, 1000, 1)) return 1;
    while (done < count) {
        /* What it is given it queues; no more than it can have under way, so that memory is not what is compared. */
        while (sent < count && sent - done < 20) {
            snprintf(payload, size + 1, "%0*d", size, sent);
            if (mosquitto_publish(m, NULL, argv[2], size, payload, qos, false)) return 1;
            sent++;
        }
        if (mosquitto_loop(m, 1000, 1)) return 1;
    }
    mosquitto_disconnect(m);
    while (!mosquitto_loop(m, 100, 1)) ;
    return 0;
}
