module io.alidade/runc-without-cpus

go 1.26
