"""What a step on PyTorch computes by PyTorch's own kernels, not by Keras's operations."""

from __future__ import annotations

import math
from typing import Any

import keras
import torch

# So many numbers, some vectors of any processor, are to lie in a row of what is normalized.
_ROW = 1024


def move(images: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    """Do as `move_images`, by PyTorch's kernel, whose sides reach from -1 to 1 and columns first.

    It takes a third of the time of Keras's operations.
    """
    height, width = images.shape[1:3]
    cosine, sine, down, right = moves[:, :, None, None].unbind(1)
    # The middles of the pixels, as `affine_grid` has them, which multiplies matrices of two rows.
    row, column = (
        (torch.arange(side, device=images.device) * 2 + 1) / side - 1 for side in (height, width)
    )
    row = row[:, None]
    columns = cosine * column + (sine * (height / width) * row + 2 * right)
    rows = -sine * (width / height) * column + (cosine * row + 2 * down)
    grid = torch.stack([columns, rows], dim=-1)
    moved = torch.nn.functional.grid_sample(images.movedim(-1, 1), grid, align_corners=False)
    return moved.movedim(1, -1)


def normalize(
    layer: keras.layers.BatchNormalization, inputs: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Normalize a batch as a layer does while it trains.

    Args:
        layer: Built, with scale and offset.
        inputs: The channels last.

    Returns:
        The normalized inputs, and the mean and variance of each channel, float32.
    """
    if inputs.device.type == "cpu":
        return _OnCpu.apply(inputs, layer.gamma.value, layer.beta.value, layer.epsilon)
    # PyTorch's kernel takes channels first and gives inverse deviations; its own moving
    # statistics would correct the variance for the number of samples.
    outputs, mean, inverse = torch.native_batch_norm(
        inputs.movedim(-1, 1),
        layer.gamma.value,
        layer.beta.value,
        None,
        None,
        True,
        0.0,
        layer.epsilon,
    )
    variance = inverse.detach() ** -2 - layer.epsilon
    return outputs.movedim(1, -1), mean.detach(), variance.clamp_min(0)


class _OnCpu(torch.autograd.Function):
    """Batch normalization of which several pixels at a time are taken for one of more channels.

    On a CPU, PyTorch's kernel takes the channels of a pixel by vectors of sixteen numbers or more,
    and what is left of the last one slowly: 24 channels cost three times as much as 32.
    """

    @staticmethod
    def forward(
        ctx: Any, inputs: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, epsilon: float
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        channels = inputs.shape[-1]
        pixels = inputs.numel() // channels
        together = math.gcd(pixels, 1 << max(0, (_ROW // channels).bit_length() - 1))
        wide = inputs.reshape(-1, together * channels)
        # Moving statistics that do not move: with them, the results are float32.
        moving = torch.zeros((2, wide.shape[1])).unbind()
        means, variances = (
            found.view(together, channels)
            for found in torch.ops.aten.batch_norm_update_stats(wide, *moving, 0.0)
        )
        mean = means.mean(0)
        variance = variances.mean(0) + (means - mean).square().mean(0)
        known = _repeat(together, gamma, beta, mean, variance)
        outputs = torch.native_batch_norm(wide, *known, False, 0.0, epsilon)[0]
        ctx.save_for_backward(wide, gamma, mean, variance, *known)
        ctx.epsilon = epsilon
        ctx.mark_non_differentiable(mean, variance)
        return outputs.view(inputs.shape), mean, variance

    @staticmethod
    def backward(ctx: Any, slopes: torch.Tensor, *_: Any) -> tuple[torch.Tensor | None, ...]:
        wide, gamma, mean, variance, *known = ctx.saved_tensors
        wide_gamma, _, *moments = known
        together, pixels = wide.shape[1] // len(gamma), wide.numel() // len(gamma)
        wide_slopes = slopes.reshape(wide.shape)
        sums = torch.ops.aten.native_batch_norm_backward(
            wide_slopes, wide, wide_gamma, *moments, *moments, False, ctx.epsilon, _OF_WEIGHTS
        )
        of_gamma, of_beta = (one.view(together, -1).sum(0) for one in sums[1:])
        # The slopes of the inputs, factor * (slopes - of_beta / n - normalized * of_gamma / n),
        # multiplied out.
        inverse = (variance + ctx.epsilon).rsqrt()
        factor = gamma * inverse
        by_inputs = factor * inverse * of_gamma / -pixels
        constant = factor * of_beta / -pixels - by_inputs * mean
        factor, by_inputs, constant = _repeat(together, factor, by_inputs, constant)
        if slopes.dtype == torch.float32:
            of_inputs = constant.addcmul(wide, by_inputs).addcmul_(wide_slopes, factor)
        else:
            of_inputs = _scale(wide_slopes, factor, constant)
            of_inputs += _scale(wide, by_inputs, torch.zeros_like(constant))
        return of_inputs.view(slopes.shape), of_gamma, of_beta, None


_OF_WEIGHTS = (False, True, True)  # not of the inputs, for which the moments would be constants


def _scale(values: torch.Tensor, by: torch.Tensor, plus: torch.Tensor) -> torch.Tensor:
    """Compute `values * by + plus` of 16 bits by vectors of float32, in an eighth of the time.

    Batch normalization does, with a mean of 0 and a variance of 1; an operation of several dtypes
    copies all it takes to float32.
    """
    moments = torch.zeros_like(by), torch.ones_like(by)
    return torch.native_batch_norm(values, by, plus, *moments, False, 0.0, 0.0)[0]


def _repeat(times: int, *vectors: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return torch.stack(vectors)[:, None].expand(-1, times, -1).flatten(1).unbind()
