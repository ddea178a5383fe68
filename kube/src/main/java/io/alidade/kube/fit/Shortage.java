package io.alidade.kube.fit;

import io.alidade.kube.fit.FitOutcome.Rejection;

/// A resource of which a node has too little left for a pod; amounts as the predicates count them.
record Shortage(String resource, long requested, long used, long capacity) {
    /// What is missing.
    long missing() {
        return requested - (capacity - used);
    }

    /// What a kubelet says to a pod that is not critical (node-config 9.2).
    Rejection rejection() {
        return new Rejection("OutOf" + resource, "Node didn't have enough resource: " + resource + ", requested: "
                + requested + ", used: " + used + ", capacity: " + capacity);
    }
}
