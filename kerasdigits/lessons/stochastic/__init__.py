"""Chapter 3, stochastic optimisation. In the order of reading:

mini_batch_sgd.py   a glance at the data for each step, and what its noise costs
optimizers.py       momentum, RMSprop and Adam, written out
lr_finder.py        a sweep of learning rates that suggests one
lr_schedules.py     rates that change while a model trains
weight_decay.py     small weights, by a penalty or by decay
"""
