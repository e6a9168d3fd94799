package reading_test

import "testing"

// What serves on Kubernetes: the copies of a server make no world, and a group of pods makes one.
func TestServersInManifests(t *testing.T) {
	readAll(t, []readingCase{
		{"a Deployment, each of whose pods is a server of its own", `
== a.yaml
apiVersion: v1
kind: Service
metadata: {name: llm}
spec: {ports: [{port: 8000}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  replicas: 3
  template:
    spec:
      containers:
      - name: proxy
        image: envoy
      - name: vllm
        image: example/own
        command: ["/bin/sh", "-c"]
        args: ["vllm serve org/m --tensor-parallel-size 4 --enable-expert-parallel"]
        resources: {limits: {nvidia.com/gpu: "4"}}
`, `
dialect=vllm
framework=vllm
model=org/m
mesh.tp_size=4
mesh.ep_size=4 derived
mesh.world_size=4
run.gpus_per_node=4
at mesh.world_size=a.yaml:20`},
		{"the image of vLLM starts the server by itself", `
== a.yaml
apiVersion: apps/v1
kind: Deployment
spec:
  replicas: 2
  template:
    spec:
      containers:
      - image: docker.io/vllm/vllm-openai:v0.10.0
        args: [--model, org/m, --tensor-parallel-size, "8"]
        resources: {limits: {nvidia.com/gpu: 4}}
`, `
dialect=vllm
model=org/m
mesh.tp_size=8
mesh.world_size=4`},
		{"a pod that joins a cluster of Ray is not alone", `
== a.yaml
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
      - image: own
        command: [bash, -c, "ray start --head && vllm serve org/m -tp 8 -pp 2"]
        resources: {limits: {nvidia.com/gpu: 8}}
`, `
dialect=vllm
mesh.tp_size=8
mesh.pp_size=2
mesh.world_size=
run.gpus_per_node=8`},
		{"ranks of data parallelism that other pods have", `
== a.yaml
apiVersion: apps/v1
kind: StatefulSet
spec:
  replicas: 4
  template:
    spec:
      containers:
      - image: vllm/vllm-openai
        args: [org/m, --data-parallel-size=16, --data-parallel-size-local=8, --data-parallel-address=llm-0.llm]
        resources: {limits: {nvidia.com/gpu: 8}}
`, `
mesh.dp_size=16
mesh.world_size=`},
		{"a StatefulSet of SGLang over nodes", `
== a.yaml
apiVersion: apps/v1
kind: StatefulSet
spec:
  replicas: 2
  template:
    spec:
      containers:
      - image: lmsysorg/sglang
        command: [python3, -m, sglang.launch_server, --model-path, org/m, --tp, "16", --nnodes, "2", --node-rank, $(POD_INDEX)]
        resources: {limits: {nvidia.com/gpu: 8}}
`, `
framework=sglang
mesh.tp_size=16
mesh.world_size=16
run.nodes=2
at mesh.world_size=a.yaml:9`},
		{"a LeaderWorkerSet: the group is the world, its copies are not", `
== a.yaml
apiVersion: leaderworkerset.x-k8s.io/v1
kind: LeaderWorkerSet
spec:
  replicas: 5
  leaderWorkerTemplate:
    size: 2
    leaderTemplate:
      spec:
        containers:
        - name: leader
          image: vllm/vllm-openai
          command: [sh, -c, "bash /vllm-workspace/multi-node-serving.sh leader --ray_cluster_size=$(LWS_GROUP_SIZE); python3 -m vllm.entrypoints.openai.api_server --model org/m --tensor-parallel-size 8 --pipeline-parallel-size $LWS_GROUP_SIZE"]
          resources: {limits: {nvidia.com/gpu: "8"}}
    workerTemplate:
      spec:
        containers:
        - name: worker
          image: vllm/vllm-openai
          command: [sh, -c, "bash /vllm-workspace/multi-node-serving.sh worker --ray_address=$(LWS_LEADER_ADDRESS)"]
          resources: {limits: {nvidia.com/gpu: "8"}}
`, `
dialect=vllm
model=org/m
mesh.tp_size=8
mesh.pp_size=2
mesh.world_size=16
run.nodes=2
at mesh.world_size=a.yaml:6`},
		{"a LeaderWorkerSet that trains, of one template", `
== a.yaml
apiVersion: leaderworkerset.x-k8s.io/v1
kind: LeaderWorkerSet
spec:
  leaderWorkerTemplate:
    size: 4
    workerTemplate:
      spec:
        containers:
        - image: i
          command: [torchrun]
          args: [--nnodes=$(LWS_GROUP_SIZE), --nproc_per_node=8, pretrain_gpt.py, --tensor-model-parallel-size, "8"]
          resources: {limits: {nvidia.com/gpu: 8}}
`, `
framework=megatron
mesh.tp_size=8
mesh.world_size=32`},
		{"a leader of another size than its workers", `
== a.yaml
apiVersion: leaderworkerset.x-k8s.io/v1
kind: LeaderWorkerSet
spec:
  leaderWorkerTemplate:
    size: 3
    leaderTemplate: {spec: {containers: [{image: i, command: [vllm, serve, org/m, -tp, "4"], resources: {limits: {nvidia.com/gpu: 4}}}]}}
    workerTemplate: {spec: {containers: [{image: i, command: [sleep], resources: {limits: {nvidia.com/gpu: 8}}}]}}
`, `
mesh.tp_size=4
mesh.world_size=`},
		{"a Volcano Job, whose tasks are one job", `
== a.yaml
apiVersion: batch.volcano.sh/v1alpha1
kind: Job
spec:
  minAvailable: 4
  plugins: {pytorch: ["--master=master", "--worker=worker", "--port=23456"]}
  tasks:
  - replicas: 1
    name: master
    template: {spec: {containers: [{image: i, command: [sh, -c, "torchrun --nnodes=$WORLD_SIZE --nproc_per_node=8 --node_rank=$RANK pretrain_gpt.py --pipeline-model-parallel-size 4"], resources: {limits: {nvidia.com/gpu: 8}}}]}}
  - replicas: 3
    name: worker
    template: {spec: {containers: [{image: i, command: [sh, -c, "torchrun --nnodes=$WORLD_SIZE --nproc_per_node=8 --node_rank=$RANK pretrain_gpt.py --pipeline-model-parallel-size 4"], resources: {limits: {nvidia.com/gpu: 8}}}]}}
`, `
framework=megatron
mesh.pp_size=4
mesh.world_size=32
run.nodes=4`},
		{"a Volcano Job of MPI, whose first task has no GPUs", `
== a.yaml
apiVersion: batch.volcano.sh/v1alpha1
kind: Job
spec:
  plugins: {ssh: [], svc: []}
  tasks:
  - replicas: 1
    name: mpimaster
    template: {spec: {containers: [{image: i, command: [mpirun, -np, "16", python, pretrain_gpt.py, --tensor-model-parallel-size, "2"]}]}}
  - replicas: 2
    name: mpiworker
    template: {spec: {containers: [{image: i, command: [/usr/sbin/sshd, -D], resources: {limits: {nvidia.com/gpu: 8}}}]}}
`, `
framework=megatron
mesh.tp_size=2
mesh.world_size=16`},
		{"a pod", `
== a.yaml
apiVersion: v1
kind: Pod
spec:
  containers:
  - {image: i, command: [torchrun, --nproc-per-node=4, pretrain_gpt.py, --tensor-model-parallel-size, "2"], resources: {limits: {nvidia.com/gpu: 4}}}
`, `
mesh.tp_size=2
mesh.world_size=4`},
		{"two servers in one file are two readings", `
== a.yaml
apiVersion: apps/v1
kind: Deployment
spec: {template: {spec: {containers: [{image: vllm/vllm-openai, args: [org/a, -tp, "2"], resources: {limits: {nvidia.com/gpu: 2}}}]}}}
---
apiVersion: apps/v1
kind: Deployment
spec: {template: {spec: {containers: [{image: vllm/vllm-openai, args: [org/b, -tp, "8"], resources: {limits: {nvidia.com/gpu: 8}}}]}}}
`, `
model=org/a
mesh.tp_size=2
more 1=org/b`},
		{"a Deployment of another kind is none of ours", `
== a.yaml
apiVersion: apps/v1
kind: Deployment
spec: {replicas: 2, template: {spec: {containers: [{image: "nginx:1.27", args: [--port, "80"]}]}}}
`, `error=input.no_format`},
		{"nor is a group of pods that serve pages", `
== a.yaml
apiVersion: leaderworkerset.x-k8s.io/v1
kind: LeaderWorkerSet
spec: {leaderWorkerTemplate: {size: 4, workerTemplate: {spec: {containers: [{image: "nginx:1.27"}]}}}}
`, `error=input.no_format`},
		{"nor is one with GPUs whose server is not known", `
== a.yaml
apiVersion: apps/v1
kind: Deployment
spec: {template: {spec: {containers: [{image: "ghcr.io/huggingface/text-generation-inference:2", args: [--model-id, org/m, --num-shard, "4"], resources: {limits: {nvidia.com/gpu: 4}}}]}}}
`, `error=input.no_format`},
	})
}
